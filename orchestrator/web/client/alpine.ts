/** As much of Alpine as the pages use. Its CSP build runs no code out of attributes. */

export interface AlpineGlobal {
  data(name: string, create: () => object): void;
}
