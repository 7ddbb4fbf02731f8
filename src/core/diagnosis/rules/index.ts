// Written by `npm run generate` from the files beside it.
import { accessDenied } from "./accessDenied.ts";
import { adminSetting } from "./adminSetting.ts";
import { clockSkew } from "./clockSkew.ts";
import { credentialMissing } from "./credentialMissing.ts";
import { placementRejected } from "./placementRejected.ts";
import { redirectUriMismatch } from "./redirectUriMismatch.ts";
import { requestRefused } from "./requestRefused.ts";
import { scopeMissing } from "./scopeMissing.ts";
import { secretRejected } from "./secretRejected.ts";
import { serverWantsOAuth } from "./serverWantsOAuth.ts";
import { signInRejected } from "./signInRejected.ts";
import { tokenExpired } from "./tokenExpired.ts";
import { tokenRejected } from "./tokenRejected.ts";
import { tokenRevoked } from "./tokenRevoked.ts";

export const RULES = {
  accessDenied,
  adminSetting,
  clockSkew,
  credentialMissing,
  placementRejected,
  redirectUriMismatch,
  requestRefused,
  scopeMissing,
  secretRejected,
  serverWantsOAuth,
  signInRejected,
  tokenExpired,
  tokenRejected,
  tokenRevoked,
} as const;
