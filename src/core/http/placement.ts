/** Where a request holds a credential: a header, and the authentication scheme in front (RFC 9110, section 11.4). */
export interface Placement {
  readonly header: string;
  /** Empty for a raw value. */
  readonly scheme: string;
}
