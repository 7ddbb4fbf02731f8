import { basicNotBase64 } from "../rules/basicNotBase64.ts";
import { bridgeHeaderMalformed } from "../rules/bridgeHeaderMalformed.ts";
import { bridgeHeaderSpace } from "../rules/bridgeHeaderSpace.ts";
import { bridgeInsecureUrl } from "../rules/bridgeInsecureUrl.ts";
import { bridgeNode } from "../rules/bridgeNode.ts";
import { clearText } from "../rules/clearText.ts";
import { clientSecretInFile } from "../rules/clientSecretInFile.ts";
import { credentialIgnored } from "../rules/credentialIgnored.ts";
import { envMisplaced } from "../rules/envMisplaced.ts";
import { headerName } from "../rules/headerName.ts";
import { headerNameInValue } from "../rules/headerNameInValue.ts";
import { headerNameInvalid } from "../rules/headerNameInvalid.ts";
import { headersArray } from "../rules/headersArray.ts";
import { headersKey } from "../rules/headersKey.ts";
import { inputNotPassword } from "../rules/inputNotPassword.ts";
import { inputUndefined } from "../rules/inputUndefined.ts";
import { omniMethod } from "../rules/omniMethod.ts";
import { placeholder } from "../rules/placeholder.ts";
import { placeholderInUrl } from "../rules/placeholderInUrl.ts";
import { remoteUnsupported } from "../rules/remoteUnsupported.ts";
import { rootKey } from "../rules/rootKey.ts";
import { schemeMissing } from "../rules/schemeMissing.ts";
import { schemeMisspelt } from "../rules/schemeMisspelt.ts";
import { schemeRepeated } from "../rules/schemeRepeated.ts";
import { schemeUnexpected } from "../rules/schemeUnexpected.ts";
import { schemeWithoutSpace } from "../rules/schemeWithoutSpace.ts";
import { secretInArguments } from "../rules/secretInArguments.ts";
import { secretInEnvironment } from "../rules/secretInEnvironment.ts";
import { secretInHeader } from "../rules/secretInHeader.ts";
import { secretInUrl } from "../rules/secretInUrl.ts";
import { serverOutsideRoot } from "../rules/serverOutsideRoot.ts";
import { serversArray } from "../rules/serversArray.ts";
import { syntax } from "../rules/syntax.ts";
import { tlsOff } from "../rules/tlsOff.ts";
import { tokenShared } from "../rules/tokenShared.ts";
import { transportMismatch } from "../rules/transportMismatch.ts";
import { typeMissing } from "../rules/typeMissing.ts";
import { typeUnknown } from "../rules/typeUnknown.ts";
import { unsafeFlow } from "../rules/unsafeFlow.ts";
import { urlKey } from "../rules/urlKey.ts";
import { valueLineBreak } from "../rules/valueLineBreak.ts";
import { valueQuoted } from "../rules/valueQuoted.ts";
import { variableNotExpanded } from "../rules/variableNotExpanded.ts";
import { variableUnset } from "../rules/variableUnset.ts";
import { wrongCarrier } from "../rules/wrongCarrier.ts";
import type { Rule } from "./rule.ts";

/** Every rule for configuration files, in the order in which findings of one place are listed. */
export const FILE_RULES: readonly Rule[] = [
  syntax,
  rootKey,
  serversArray,
  serverOutsideRoot,
  envMisplaced,
  remoteUnsupported,
  urlKey,
  typeMissing,
  typeUnknown,
  transportMismatch,
  headersKey,
  headersArray,
  credentialIgnored,
  headerName,
  headerNameInvalid,
  headerNameInValue,
  valueLineBreak,
  valueQuoted,
  schemeMisspelt,
  schemeWithoutSpace,
  schemeRepeated,
  schemeMissing,
  schemeUnexpected,
  wrongCarrier,
  basicNotBase64,
  placeholder,
  placeholderInUrl,
  variableNotExpanded,
  variableUnset,
  inputUndefined,
  inputNotPassword,
  omniMethod,
  bridgeHeaderSpace,
  bridgeHeaderMalformed,
  bridgeInsecureUrl,
  bridgeNode,
  clearText,
  tlsOff,
  unsafeFlow,
  secretInHeader,
  secretInEnvironment,
  secretInArguments,
  secretInUrl,
  clientSecretInFile,
  tokenShared,
];
