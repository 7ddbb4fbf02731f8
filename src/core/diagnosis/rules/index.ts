import type { Rule } from "../evidence.ts";
import { adminSetting } from "./adminSetting.ts";
import { accessDenied } from "./accessDenied.ts";
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

/** All rules, the more specific first: the first that recognizes the evidence speaks. */
export const RULES: readonly Rule[] = [
  adminSetting,
  scopeMissing,
  accessDenied,
  serverWantsOAuth,
  credentialMissing,
  carrierRejected,
  clockSkew,
  tokenExpired,
  tokenRevoked,
  tokenRejected,
  secretRejected,
  signInRejected,
  redirectUriMismatch,
  failureOf,
];
