// OpenSSL's libcrypto: SHA-256 and HMAC.
#pragma once
// A digest whose state lies on the stack: OpenSSL 3 advises against it, as it knows no other providers, and allocates
// several times for each of the short texts that a log has by the hundred thousand.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
