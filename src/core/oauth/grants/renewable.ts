import type { OAuthAuth } from "../../kinds/oauth.ts";
import type { OAuthGrant } from "../types.ts";

/** Whether a grant can be renewed without the user: by its refresh token, or because its flow needs nobody. */
export function isRenewable(
  auth: Pick<OAuthAuth, "flow">,
  grant: Pick<OAuthGrant, "refreshToken" | "idp">,
): boolean {
  if (grant.refreshToken) return true;
  switch (auth.flow) {
    case "client_credentials":
    case "jwt_bearer":
      return true;
    case "enterprise_managed":
      return grant.idp !== undefined;
    case "authorization_code":
    case "device_code":
      break;
  }
  return false;
}
