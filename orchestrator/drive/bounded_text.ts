/** The text of an answer, from a peer that may be anything: never more than so many bytes of it. */

/** `undefined` where there is more than `bytesMax`; the rest is not read then. */
export async function readTextMax(
  response: Response,
  bytesMax: number,
): Promise<string | undefined> {
  const { headers, body } = response;
  const declared = headers.get("Content-Length");
  // What is declared is held to by HTTP itself, but for what a compressed body grows to.
  if (declared !== null && !headers.has("Content-Encoding")) {
    if (Number(declared) <= bytesMax) return await response.text();
    await body?.cancel();
    return undefined;
  }
  let left = bytesMax;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength;
    if (left < 0) return undefined; // which cancels the body
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
