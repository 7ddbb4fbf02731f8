/**
 * What can go wrong, as stable codes. A code is what tests, diagnosis rules and documentation name;
 * the sentence that the user reads stands with the code that throws it.
 */
export type FailureCode =
  // Reaching a server
  | "unreachable"
  | "timedOut"
  | "certificateRejected"
  | "tooLarge"
  | "redirectedElsewhere"
  | "insecureEndpoint"
  | "notMcpServer"
  | "privateEndpoint"
  | "headerInvalid"
  // Discovery and client identity
  | "discoveryFailed"
  | "metadataInvalid"
  | "issuerMismatch"
  | "tokenEndpointElsewhere"
  | "resourceMismatch"
  | "pkceUnsupported"
  | "registrationRejected"
  | "redirectUriRejected"
  | "clientUnknown"
  | "clientIdNeeded"
  // Authorization
  | "authorizationDenied"
  | "authorizationRejected"
  | "authorizationUrlUnsafe"
  | "stateMismatch"
  | "responseIssuerMismatch"
  | "redirectPortBusy"
  | "browserRefused"
  | "signInTimedOut"
  | "deviceCodeExpired"
  // Tokens
  | "grantRejected"
  | "tokenResponseInvalid"
  | "tokenRequestFailed"
  | "scopeInsufficient"
  | "stepUpExhausted"
  | "revocationRefused"
  // Credentials
  | "signInNeeded"
  | "tokenMissing"
  | "credentialUnreadable"
  | "credentialBoundElsewhere"
  | "secretStoreFailed"
  | "keyInvalid"
  | "passphraseNeeded"
  | "variableUnset"
  | "outsideTokenUnreadable"
  | "lockTimedOut"
  // Outcomes
  | "cancelled";

/** Facts about a failure that may be shown and logged: no secret, and no text that a server wrote except short protocol codes. */
export type FailureFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The one error class of the core: a stable code, a sentence of ours, and facts that are safe to show.
 * Text that a server wrote travels in `cause` only, for the log.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly facts: FailureFacts;

  constructor(
    code: FailureCode,
    message: string,
    facts: FailureFacts = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
    this.facts = facts;
  }
}

/** Tells whether an error is a {@link Failure}, of the given code if one is given. */
export function isFailure(error: unknown, code?: FailureCode): error is Failure {
  return error instanceof Failure && (code === undefined || error.code === code);
}
