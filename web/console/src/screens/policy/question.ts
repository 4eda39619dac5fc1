// The question that was asked last, so that going to a decision and back does not lose it. It is gone with the page.

export const questionKept = {
  text: JSON.stringify(
    {
      principal: {
        id: "example",
        kind: "user",
        tenant: "example",
        roles: ["viewer"],
        permissions: ["payments.read"],
        region: null,
        certifications: { pci: false, hipaa: false },
        authentication: { methods: ["password"], step_up_age_seconds: null },
      },
      request: { method: "POST", route: "/api/v1/payments", permission: "payments.create", data_classes: ["pci"], priority: "new" },
      resource: { tenant: "example", region: null },
      connection: { encrypted: true, address_class: "public" },
    },
    null,
    2,
  ),
};

/** What is wrong with a text as JSON, in the browser's words; null if it is an object. */
export function mistakeIn(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? null : "{ … }";
  } catch (error) {
    return (error as Error).message;
  }
}
