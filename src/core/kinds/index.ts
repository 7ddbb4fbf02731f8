// Written by `npm run generate` from the files beside it.
import { basic } from "./basic.ts";
import { jwt } from "./jwt.ts";
import { none } from "./none.ts";
import { oauth } from "./oauth.ts";
import { token } from "./token.ts";

export const KINDS = { basic, jwt, none, oauth, token } as const;
