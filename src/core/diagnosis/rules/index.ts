// Written by `npm run generate` from the files beside it.
import { accessDenied } from "./accessDenied.ts";
import { adminSetting } from "./adminSetting.ts";
import { carrierRejected } from "./carrierRejected.ts";
import { clockSkew } from "./clockSkew.ts";
import { credentialMissing } from "./credentialMissing.ts";
import { failureOf } from "./failureOf.ts";
import { redirectUriMismatch } from "./redirectUriMismatch.ts";
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
  carrierRejected,
  clockSkew,
  credentialMissing,
  failureOf,
  redirectUriMismatch,
  scopeMissing,
  secretRejected,
  serverWantsOAuth,
  signInRejected,
  tokenExpired,
  tokenRejected,
  tokenRevoked,
} as const;
