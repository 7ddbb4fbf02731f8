// Written by `npm run generate` from the files beside it.
import { basicNotBase64 } from "./basicNotBase64.ts";
import { bridgeHeaderMalformed } from "./bridgeHeaderMalformed.ts";
import { bridgeHeaderSpace } from "./bridgeHeaderSpace.ts";
import { bridgeInsecureUrl } from "./bridgeInsecureUrl.ts";
import { bridgeNode } from "./bridgeNode.ts";
import { clearText } from "./clearText.ts";
import { clientSecretInFile } from "./clientSecretInFile.ts";
import { credentialIgnored } from "./credentialIgnored.ts";
import { envMisplaced } from "./envMisplaced.ts";
import { headerName } from "./headerName.ts";
import { headerNameInValue } from "./headerNameInValue.ts";
import { headerNameInvalid } from "./headerNameInvalid.ts";
import { headersArray } from "./headersArray.ts";
import { headersKey } from "./headersKey.ts";
import { inputNotPassword } from "./inputNotPassword.ts";
import { inputUndefined } from "./inputUndefined.ts";
import { omniMethod } from "./omniMethod.ts";
import { placeholder } from "./placeholder.ts";
import { placeholderInUrl } from "./placeholderInUrl.ts";
import { remoteUnsupported } from "./remoteUnsupported.ts";
import { rootKey } from "./rootKey.ts";
import { schemeMissing } from "./schemeMissing.ts";
import { schemeMisspelt } from "./schemeMisspelt.ts";
import { schemeRepeated } from "./schemeRepeated.ts";
import { schemeUnexpected } from "./schemeUnexpected.ts";
import { schemeWithoutSpace } from "./schemeWithoutSpace.ts";
import { secretInArguments } from "./secretInArguments.ts";
import { secretInEnvironment } from "./secretInEnvironment.ts";
import { secretInHeader } from "./secretInHeader.ts";
import { secretInUrl } from "./secretInUrl.ts";
import { serverOutsideRoot } from "./serverOutsideRoot.ts";
import { serversArray } from "./serversArray.ts";
import { syntax } from "./syntax.ts";
import { tlsOff } from "./tlsOff.ts";
import { tokenShared } from "./tokenShared.ts";
import { transportMismatch } from "./transportMismatch.ts";
import { typeMissing } from "./typeMissing.ts";
import { typeUnknown } from "./typeUnknown.ts";
import { unsafeFlow } from "./unsafeFlow.ts";
import { urlKey } from "./urlKey.ts";
import { valueLineBreak } from "./valueLineBreak.ts";
import { valueQuoted } from "./valueQuoted.ts";
import { variableNotExpanded } from "./variableNotExpanded.ts";
import { variableUnset } from "./variableUnset.ts";
import { wrongPlacement } from "./wrongPlacement.ts";

export const RULES = {
  basicNotBase64,
  bridgeHeaderMalformed,
  bridgeHeaderSpace,
  bridgeInsecureUrl,
  bridgeNode,
  clearText,
  clientSecretInFile,
  credentialIgnored,
  envMisplaced,
  headerName,
  headerNameInValue,
  headerNameInvalid,
  headersArray,
  headersKey,
  inputNotPassword,
  inputUndefined,
  omniMethod,
  placeholder,
  placeholderInUrl,
  remoteUnsupported,
  rootKey,
  schemeMissing,
  schemeMisspelt,
  schemeRepeated,
  schemeUnexpected,
  schemeWithoutSpace,
  secretInArguments,
  secretInEnvironment,
  secretInHeader,
  secretInUrl,
  serverOutsideRoot,
  serversArray,
  syntax,
  tlsOff,
  tokenShared,
  transportMismatch,
  typeMissing,
  typeUnknown,
  unsafeFlow,
  urlKey,
  valueLineBreak,
  valueQuoted,
  variableNotExpanded,
  variableUnset,
  wrongPlacement,
} as const;
