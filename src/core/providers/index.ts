// Written by `npm run generate` from the files beside it.
import { asana } from "./asana.ts";
import { atlassian } from "./atlassian.ts";
import { context7 } from "./context7.ts";
import { github } from "./github.ts";
import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import { microsoftLearn } from "./microsoftLearn.ts";
import { omni } from "./omni.ts";
import { salesforce } from "./salesforce.ts";
import { stripe } from "./stripe.ts";
import { workato } from "./workato.ts";
import { workatoApi } from "./workatoApi.ts";
import { workboard } from "./workboard.ts";

export const PROVIDERS = {
  asana,
  atlassian,
  context7,
  github,
  google,
  microsoft,
  microsoftLearn,
  omni,
  salesforce,
  stripe,
  workato,
  workatoApi,
  workboard,
} as const;
