/** Where to go after signing in: a path of the console, never another site. */
export function safePlace(asked: string | null): string {
  return asked && /^\/(?![/\\])/.test(asked) && !asked.startsWith("/sign-in") ? asked : "/";
}
