/** A load and what befalls the subject meanwhile, as one: neither outlives the other. */

/**
 * Both results. Where one fails, the other is waited for all the same before that is thrown: a fault
 * that went on would start a process again on a stage that has been taken down.
 */
export async function both<A, B>(load: Promise<A>, fault: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([load, fault]);
  return [await load, await fault];
}
