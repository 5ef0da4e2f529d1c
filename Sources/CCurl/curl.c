#define _GNU_SOURCE
#include "CCurl.h"
#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(F)                                                                                                                                  \
    F(curl_global_init) F(curl_easy_init) F(curl_easy_setopt) F(curl_easy_getinfo) F(curl_easy_cleanup) F(curl_easy_strerror) F(curl_slist_append)     \
    F(curl_slist_free_all) F(curl_multi_init) F(curl_multi_add_handle) F(curl_multi_remove_handle) F(curl_multi_perform) F(curl_multi_poll)            \
    F(curl_multi_info_read) F(curl_version)

// The macros of curl.h that check types call the functions by name.
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct {
#define FIELD(name) __typeof__(&name) name;
    FUNCTIONS(FIELD)
} api;
static bool opened;
static char why[256];

bool sis_curl_open(void) {
    if (opened) return true;
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *error = dlerror();
        snprintf(why, sizeof why, "libcurl cannot be opened: %s", error ? error : "no reason given");
        return false;
    }
#define LOAD(name)                                                                                                                                     \
    api.name = (__typeof__(&name))dlsym(library, #name);                                                                                               \
    if (!api.name) {                                                                                                                                   \
        snprintf(why, sizeof why, "libcurl cannot be used: it has no function " #name);                                                               \
        return false;                                                                                                                                  \
    }
    FUNCTIONS(LOAD)
    if (api.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        snprintf(why, sizeof why, "libcurl cannot be used: it refuses to start");
        return false;
    }
    opened = true;
    return true;
}

const char *sis_curl_why(void) { return why; }
const char *sis_curl_version(void) { return sis_curl_open() ? api.curl_version() : NULL; }

struct bytes {
    uint8_t *at;
    size_t count, limit;
};

struct sis_transfer {
    CURL *easy;
    struct curl_slist *headers, *receivers;
    uint8_t *body;
    size_t body_size, body_read;
    struct bytes answer, lines, words;
    char error[CURL_ERROR_SIZE];
    CURLcode code;
    bool verbose, requested, patient;
};

// Keeps what fits. Returns how much was kept.
static size_t keep(struct bytes *bytes, const char *data, size_t size) {
    size_t room = bytes->limit - bytes->count;
    size_t kept = size < room ? size : room;
    uint8_t *grown = realloc(bytes->at, bytes->count + kept + 1);
    if (!grown) return 0;
    bytes->at = grown;
    memcpy(grown + bytes->count, data, kept);
    bytes->count += kept;
    return kept;
}

// An answer that is too large ends the transfer: its status is known by then.
static size_t on_answer(char *data, size_t size, size_t count, void *transfer) {
    return keep(&((struct sis_transfer *)transfer)->answer, data, size * count);
}

static size_t on_line(char *data, size_t size, size_t count, void *transfer) {
    keep(&((struct sis_transfer *)transfer)->lines, data, size * count);
    return size * count;
}

// As much as libcurl takes at once: some versions lose bytes of mails that come in small pieces.
static size_t on_read(char *into, size_t size, size_t count, void *context) {
    struct sis_transfer *transfer = context;
    size_t left = transfer->body_size - transfer->body_read;
    size_t taken = size * count < left ? size * count : left;
    memcpy(into, transfer->body + transfer->body_read, taken);
    transfer->body_read += taken;
    return taken;
}

// Programs that the courier starts must not get the sockets.
static int on_socket(void *context, curl_socket_t fd, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return CURL_SOCKOPT_OK;
}

// What libcurl does, never what is sent: headers hold secrets, and of HTTP/2 they are told as words.
static int on_debug(CURL *easy, curl_infotype kind, char *data, size_t size, void *context) {
    (void)easy;
    struct sis_transfer *t = context;
    // What a proxy is asked first is not yet the request.
    if (kind == CURLINFO_HEADER_OUT && !(size >= 8 && memcmp(data, "CONNECT ", 8) == 0)) t->requested = true;
    if (t->verbose && kind == CURLINFO_TEXT && !memchr(data, '[', size)) keep(&t->words, data, size);
    return 0;
}

static bool add(struct curl_slist **list, const char *text) {
    struct curl_slist *longer = api.curl_slist_append(*list, text);
    if (longer) *list = longer;
    return longer != NULL;
}

static bool set_common(struct sis_transfer *t, const struct sis_transfer_spec *spec) {
    CURLcode bad = CURLE_OK;
#define SET(option, value) bad = bad != CURLE_OK ? bad : api.curl_easy_setopt(t->easy, option, value)
    SET(CURLOPT_URL, spec->url);
    SET(CURLOPT_ERRORBUFFER, t->error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)spec->connect_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)spec->total_ms);
    SET(CURLOPT_WRITEFUNCTION, on_answer);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_HEADERFUNCTION, on_line);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_SOCKOPTFUNCTION, on_socket);
    SET(CURLOPT_PRIVATE, t);
    SET(CURLOPT_DEBUGFUNCTION, on_debug);
    SET(CURLOPT_DEBUGDATA, t);
    SET(CURLOPT_VERBOSE, 1L);
    // Not the environment decides here: the caller has read it.
    SET(CURLOPT_PROXY, spec->proxy);
    SET(CURLOPT_NOPROXY, "");
    if (spec->ca_file) SET(CURLOPT_CAINFO, spec->ca_file);
    if (spec->ca_directory) SET(CURLOPT_CAPATH, spec->ca_directory);
    if (spec->certificate) SET(CURLOPT_SSLCERT, spec->certificate);
    if (spec->private_key) SET(CURLOPT_SSLKEY, spec->private_key);
    if (bad != CURLE_OK) return false;
#if LIBCURL_VERSION_NUM >= 0x075500
    if (api.curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, spec->protocols) == CURLE_OK) return true;
#endif
    long mask = spec->mail_from ? CURLPROTO_SMTP | CURLPROTO_SMTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return api.curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS, mask) == CURLE_OK;
#pragma GCC diagnostic pop
}

static bool set_mail(struct sis_transfer *t, const struct sis_transfer_spec *spec) {
    CURLcode bad = CURLE_OK;
    for (const char *const *to = spec->mail_to; *to; to++)
        if (!add(&t->receivers, *to)) return false;
    SET(CURLOPT_MAIL_FROM, spec->mail_from);
    SET(CURLOPT_MAIL_RCPT, t->receivers);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, on_read);
    SET(CURLOPT_READDATA, t);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->body_size);
    SET(CURLOPT_USE_SSL, spec->requires_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    // The caller watches each answer: the default is two minutes.
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(spec->total_ms / 1000 + 1));
    if (spec->user) SET(CURLOPT_USERNAME, spec->user);
    if (spec->password) SET(CURLOPT_PASSWORD, spec->password);
    // One wrong receiver must not keep the others from getting the mail (CURLOPT_MAIL_RCPT_ALLLOWFAILS, later spelt ALLOWFAILS, number 290).
    if (bad == CURLE_OK) api.curl_easy_setopt(t->easy, (CURLoption)290, 1L);
    return bad == CURLE_OK;
}

static bool set_http(struct sis_transfer *t, const struct sis_transfer_spec *spec) {
    CURLcode bad = CURLE_OK;
    for (const char *const *header = spec->headers; *header; header++)
        if (!add(&t->headers, *header)) return false;
    if (!add(&t->headers, "Expect:")) return false;
    SET(CURLOPT_HTTPHEADER, t->headers);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body_size);
    SET(CURLOPT_POSTFIELDS, t->body);
    return bad == CURLE_OK;
}

struct sis_transfer *sis_transfer_new(const struct sis_transfer_spec *spec) {
    struct sis_transfer *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->answer.limit = 64 << 10;
    t->lines.limit = 32 << 10;
    t->words.limit = 64 << 10;
    t->verbose = spec->verbose;
    t->body_size = spec->body_size;
    t->body = malloc(spec->body_size + 1);
    t->easy = api.curl_easy_init();
    if (t->body && t->easy) {
        if (spec->body_size) memcpy(t->body, spec->body, spec->body_size);
        if (set_common(t, spec) && (spec->mail_from ? set_mail(t, spec) : set_http(t, spec))) return t;
    }
    sis_transfer_free(t);
    return NULL;
}

void sis_transfer_free(struct sis_transfer *t) {
    if (t->easy) api.curl_easy_cleanup(t->easy);
    api.curl_slist_free_all(t->headers);
    api.curl_slist_free_all(t->receivers);
    free(t->body);
    free(t->answer.at);
    free(t->lines.at);
    free(t->words.at);
    free(t);
}

int sis_transfer_code(const struct sis_transfer *t) { return t->code; }

const char *sis_transfer_error(const struct sis_transfer *t) { return t->error[0] ? t->error : api.curl_easy_strerror(t->code); }

long sis_transfer_status(const struct sis_transfer *t) {
    long status = 0;
    api.curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

bool sis_transfer_was_sent(const struct sis_transfer *t) {
    curl_off_t uploaded = 0;
    api.curl_easy_getinfo(t->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    return t->requested && (size_t)uploaded >= t->body_size;
}

int64_t sis_transfer_retry_after(const struct sis_transfer *t) {
    curl_off_t seconds = 0;
#if LIBCURL_VERSION_NUM >= 0x074200
    api.curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &seconds);
#endif
    return seconds;
}

enum sis_phase sis_transfer_phase(struct sis_transfer *t) {
    curl_off_t lookup = 0, connect = 0, ready = 0;
    api.curl_easy_getinfo(t->easy, CURLINFO_NAMELOOKUP_TIME_T, &lookup);
    api.curl_easy_getinfo(t->easy, CURLINFO_CONNECT_TIME_T, &connect);
    api.curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
    if (connect == 0) return lookup == 0 ? SIS_LOOKUP : SIS_CONNECTION;
    if (!t->patient) {
        // To libcurl the greeting of a mail server belongs to connecting. The caller watches it from here on.
        t->patient = true;
        api.curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, 24L * 3600 * 1000);
    }
    if (!t->receivers) return ready == 0 ? SIS_GREETING : SIS_ANSWER;
    if (t->lines.count == 0) return SIS_GREETING;
    return sis_transfer_status(t) == 354 && t->body_read == t->body_size ? SIS_FINAL_ANSWER : SIS_ANSWER;
}

size_t sis_transfer_heard(const struct sis_transfer *t) { return t->receivers ? t->lines.count : 0; }

const uint8_t *sis_transfer_words(struct sis_transfer *t, size_t *size) {
    *size = t->words.count;
    t->words.count = 0;
    return t->words.at;
}

const uint8_t *sis_transfer_answer(const struct sis_transfer *t, size_t *size) {
    *size = t->answer.count;
    return t->answer.at;
}

const uint8_t *sis_transfer_lines(const struct sis_transfer *t, size_t *size) {
    *size = t->lines.count;
    return t->lines.at;
}

struct sis_multi {
    CURLM *handle;
};

struct sis_multi *sis_multi_new(void) {
    struct sis_multi *multi = calloc(1, sizeof *multi);
    if (multi && !(multi->handle = api.curl_multi_init())) {
        free(multi);
        return NULL;
    }
    return multi;
}

bool sis_multi_add(struct sis_multi *multi, struct sis_transfer *t) { return api.curl_multi_add_handle(multi->handle, t->easy) == CURLM_OK; }

void sis_multi_remove(struct sis_multi *multi, struct sis_transfer *t) { api.curl_multi_remove_handle(multi->handle, t->easy); }

void sis_multi_step(struct sis_multi *multi, int fd, int wait_ms) {
    int running = 0;
    api.curl_multi_perform(multi->handle, &running);
    struct curl_waitfd extra = {.fd = fd, .events = CURL_WAIT_POLLIN};
    int ready = 0;
    api.curl_multi_poll(multi->handle, &extra, fd >= 0, wait_ms, &ready);
    api.curl_multi_perform(multi->handle, &running);
}

struct sis_transfer *sis_multi_next_done(struct sis_multi *multi) {
    int left;
    CURLMsg *message;
    while ((message = api.curl_multi_info_read(multi->handle, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        char *context = NULL;
        api.curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
        api.curl_multi_remove_handle(multi->handle, easy);
        struct sis_transfer *t = (struct sis_transfer *)(void *)context;
        t->code = code;
        return t;
    }
    return NULL;
}
