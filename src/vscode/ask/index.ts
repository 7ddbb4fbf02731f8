// Questions and answers: whatever the user is asked or shown that is not a finding.
export { showError, showInformation, showWarning } from "./messages.ts";
export { askSecret, askText, copyText, pickOne, withCancellableProgress } from "./prompts.ts";
export { askClientId, askSecretText, sayOfSecret } from "./secretBox.ts";
export { chooseAnyServer, chooseOAuthServer, chooseServer, serverNameOf } from "./serverChoice.ts";
export { TextViews } from "./textViews.ts";
