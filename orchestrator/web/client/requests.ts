/** Asks the service to do something; gives what went wrong, in words. */

interface Problem {
  readonly detail?: string;
}

export async function post(path: string, fields: Record<string, unknown>): Promise<string> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    if (response.ok) return "";
    const problem = await response.json().catch(() => ({})) as Problem;
    return problem.detail ?? `The service answered ${response.status}`;
  } catch {
    return "The service does not answer";
  }
}

/** Data that the server wrote into the page. */
export function embedded<T>(id: string): T {
  return JSON.parse(document.getElementById(id)!.textContent ?? "null") as T;
}
