// Written by `npm run generate` from the files beside it.
import { basic } from "./basic.ts";
import { jwt } from "./jwt.ts";
import { token } from "./token.ts";

export const FORMS = { basic, jwt, token } as const;
