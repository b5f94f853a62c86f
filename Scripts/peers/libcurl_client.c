/* Collects streamed chats with libcurl alone and prints the processor seconds of each: what our client cannot go below.
   Arguments: URL, how many, how many at a time. Bytes are counted and thrown away. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static size_t received;

static size_t take(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    received += size * count;
    return size * count;
}

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void start(CURLM *multi, CURL *handle, const char *url, struct curl_slist *headers, int number) {
    char body[256];
    snprintf(body, sizeof body,
             "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Ask %d\"}],\"stream\":true,"
             "\"stream_options\":{\"include_usage\":true}}",
             number);
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, body);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_multi_add_handle(multi, handle);
}

int main(int argc, char **arguments) {
    if (argc != 4) return 64;
    int count = atoi(arguments[2]), at_once = atoi(arguments[3]), next = 0, running = 0, failed = 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1024L);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    double before = processor_seconds();
    while (next < count && next < at_once) start(multi, curl_easy_init(), arguments[1], headers, next++);
    do {
        curl_multi_perform(multi, &running);
        int left;
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL *handle = message->easy_handle;
            failed += message->data.result != CURLE_OK;
            curl_multi_remove_handle(multi, handle);
            if (next < count) {
                start(multi, handle, arguments[1], headers, next++);
                running = 1;
            } else {
                curl_easy_cleanup(handle);
            }
        }
        if (running) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    } while (running);
    printf("%.9f\n", (processor_seconds() - before) / count);
    return failed || !received;
}
