import { headerName } from "./headerName.ts";
import type { Rule } from "./rule.ts";

/** Every rule for configuration files, in the order in which findings of one place are listed. */
export const FILE_RULES: readonly Rule[] = [headerName];
