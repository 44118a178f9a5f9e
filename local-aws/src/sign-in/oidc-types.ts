// The package is a module of the new kind; its types are read as what they are.
type Oidc = typeof import('oidc-provider', { with: { 'resolution-mode': 'import' }});
export type Configuration = import('oidc-provider', { with: { 'resolution-mode': 'import' }}).Configuration;
export type OidcContext = import('oidc-provider', { with: {
  'resolution-mode': 'import',
}}).KoaContextWithOIDC;
export type Provider = InstanceType<Oidc['default']>;
