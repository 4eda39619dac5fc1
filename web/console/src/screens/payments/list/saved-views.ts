// Views that a person has named: filters, kept in this browser.

export interface SavedView {
  readonly name: string;
  /** The filters as they stand in the address. */
  readonly address: string;
}

const MOST = 30;

/** What is kept; whatever is not a list of views is none. */
export function parseViews(kept: string | null): readonly SavedView[] {
  try {
    const views: unknown = JSON.parse(kept ?? "[]");
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(view: unknown): view is SavedView {
  const one = view as Partial<SavedView> | null;
  return typeof one?.name === "string" && typeof one.address === "string";
}

/** With this view; one with the same name is replaced. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter((one) => one.name !== view.name), view].slice(-MOST);
}
