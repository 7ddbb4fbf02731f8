// Written by `npm run generate` from the files beside it.
import { basic } from "./basic.ts";
import { client } from "./client.ts";
import { jwt } from "./jwt.ts";
import { oauth } from "./oauth.ts";
import { outsideToken } from "./outsideToken.ts";
import { reference } from "./reference.ts";
import { token } from "./token.ts";

export const STORED_KINDS = { basic, client, jwt, oauth, outsideToken, reference, token } as const;
