/** The client id of the certificate that the stack offers to anyone on this machine. */
export const DESK_CLIENT = 'desk-1';
