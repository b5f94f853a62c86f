// libcurl's setopt and getinfo are variadic, which Swift cannot call: one typed shim for each kind of value.
#pragma once
#include <curl/curl.h>

static inline CURLcode slam_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode slam_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode slam_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
typedef size_t (*slam_data_callback)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode slam_setopt_callback(CURL *handle, CURLoption option, slam_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode slam_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode slam_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode slam_multi_setopt_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}
typedef int (*slam_prereq_callback)(void *context, char *remote, char *local, int remote_port, int local_port);
static inline CURLcode slam_setopt_prereq(CURL *handle, slam_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}
