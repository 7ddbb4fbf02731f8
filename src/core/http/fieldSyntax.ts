/** RFC 9110, section 5.6.2: a token, such as a field name or an authentication scheme. */
export const HTTP_TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** RFC 9110, section 5.5: the characters of a field value, without line breaks and other controls. */
export const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
