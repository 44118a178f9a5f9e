/** Runs in CloudFront, before its cache. A path whose last part has no dot is a page of the dashboard; what is
 *  missing among the files stays missing, so that a lost script is seen as such. */
export const SPA_ROUTES = `function handler(event) {
  var request = event.request;
  var last = request.uri.split('/').pop();
  if (last.indexOf('.') < 0) request.uri = '/index.html';
  return request;
}
`;
