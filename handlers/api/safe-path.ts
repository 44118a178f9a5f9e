/** The path of an HTTP API's event, fit for a URL. The gateway hands it over decoded: what cannot stand in a
 *  path as it is gets its escape back, what is escaped stays.
 *  Source: API Gateway's `rawPath` in payload 2.0, unlike a function URL's, is decoded (observed). */
export const safePath = (rawPath: string) =>
  rawPath.replace(/%(?![0-9A-Fa-f]{2})|[?#]/g, (character) => encodeURIComponent(character));
