#define _GNU_SOURCE
#include "CCurl.h"
#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define FUNCTIONS(F)                                                                                                                                  \
    F(curl_global_init) F(curl_easy_init) F(curl_easy_setopt) F(curl_easy_getinfo) F(curl_easy_cleanup) F(curl_easy_strerror) F(curl_slist_append)      \
    F(curl_slist_free_all) F(curl_multi_init) F(curl_multi_cleanup) F(curl_multi_add_handle) F(curl_multi_remove_handle) F(curl_multi_perform)         \
    F(curl_multi_poll) F(curl_multi_info_read) F(curl_version)

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

enum { SOCKETS = 8 };

struct sis_transfer {
    CURL *easy;
    struct curl_slist *headers, *receivers;
    uint8_t *body;
    size_t body_size, body_read;
    struct bytes answer, lines, words, told;
    char error[CURL_ERROR_SIZE];
    CURLcode code;
    bool verbose, requested, patient;

    // libcurl waits within one call until a mail server has answered the end of a mail, which may take minutes: so that nothing else waits, each mail has a
    // thread of its own. Besides what is atomic, only `words` and `sockets` are used by others before it has ended, under the lock.
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    CURLM *own;
    struct sis_multi *multi;
    struct sis_transfer *next;
    // More than one while a server's addresses are tried beside each other (RFC 8305).
    curl_socket_t sockets[SOCKETS];
    atomic_bool cancelled, done;
    atomic_int phase;
    atomic_size_t heard;
};

struct sis_multi {
    CURLM *handle;
    // What has a thread of its own, which writes here when it has ended.
    struct sis_transfer *mails;
    int wake;
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
    struct sis_transfer *t = transfer;
    keep(&t->lines, data, size * count);
    t->heard += size * count;
    return size * count;
}

// As much as libcurl takes at once: some versions lose bytes of mails that come in small pieces.
static size_t on_read(char *into, size_t size, size_t count, void *context) {
    struct sis_transfer *t = context;
    size_t left = t->body_size - t->body_read;
    size_t taken = size * count < left ? size * count : left;
    memcpy(into, t->body + t->body_read, taken);
    t->body_read += taken;
    t->heard += taken;
    return taken;
}

// Where one of the sockets stands there stands the other.
static void replace(struct sis_transfer *t, curl_socket_t one, curl_socket_t other) {
    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < SOCKETS; i++) {
        if (t->sockets[i] != one) continue;
        t->sockets[i] = other;
        break;
    }
    pthread_mutex_unlock(&t->lock);
}

// Programs that the courier starts must not get the sockets.
static int on_socket(void *context, curl_socket_t fd, curlsocktype purpose) {
    (void)purpose;
    struct sis_transfer *t = context;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (t->threaded) replace(t, -1, fd);
    return t->cancelled ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

static int on_close(void *context, curl_socket_t fd) {
    // First: its number may be another's at once.
    replace(context, fd, -1);
    return close(fd);
}

// Nobody waits for the other side any more.
static void hang_up(struct sis_transfer *t) {
    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < SOCKETS; i++) if (t->sockets[i] >= 0) shutdown(t->sockets[i], SHUT_RDWR);
    pthread_mutex_unlock(&t->lock);
}

static enum sis_phase phase(struct sis_transfer *t);

// At every step and each second: not 0 ends the transfer.
static int on_progress(void *context, curl_off_t to_come, curl_off_t come, curl_off_t to_go, curl_off_t gone) {
    (void)to_come;
    (void)come;
    (void)to_go;
    (void)gone;
    struct sis_transfer *t = context;
    t->phase = phase(t);
    return t->cancelled;
}

// What libcurl does, never what is sent: headers hold secrets, and of HTTP/2 they are told as words.
static int on_debug(CURL *easy, curl_infotype kind, char *data, size_t size, void *context) {
    (void)easy;
    struct sis_transfer *t = context;
    // What a proxy is asked first is not yet the request.
    if (kind == CURLINFO_HEADER_OUT && !(size >= 8 && memcmp(data, "CONNECT ", 8) == 0)) t->requested = true;
    if (t->verbose && kind == CURLINFO_TEXT && !memchr(data, '[', size)) {
        pthread_mutex_lock(&t->lock);
        keep(&t->words, data, size);
        pthread_mutex_unlock(&t->lock);
    }
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
    SET(CURLOPT_SOCKOPTDATA, t);
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
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, t);
    SET(CURLOPT_NOPROGRESS, 0L);
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
    pthread_mutex_init(&t->lock, NULL);
    for (int i = 0; i < SOCKETS; i++) t->sockets[i] = -1;
    t->answer.limit = 64 << 10;
    t->lines.limit = 32 << 10;
    t->words.limit = t->told.limit = 64 << 10;
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
    // libcurl would wait for the answer to its farewell.
    hang_up(t);
    if (t->easy) api.curl_easy_cleanup(t->easy);
    if (t->own) api.curl_multi_cleanup(t->own);
    api.curl_slist_free_all(t->headers);
    api.curl_slist_free_all(t->receivers);
    free(t->body);
    free(t->answer.at);
    free(t->lines.at);
    free(t->words.at);
    free(t->told.at);
    pthread_mutex_destroy(&t->lock);
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
    // A mail server asks for the mail, and has not said yet what became of it.
    if (t->receivers) return sis_transfer_status(t) == 354 && t->body_read == t->body_size;
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

static enum sis_phase phase(struct sis_transfer *t) {
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

enum sis_phase sis_transfer_phase(struct sis_transfer *t) { return t->threaded ? (enum sis_phase)t->phase : phase(t); }

size_t sis_transfer_heard(const struct sis_transfer *t) { return t->receivers ? t->heard : 0; }

const uint8_t *sis_transfer_words(struct sis_transfer *t, size_t *size) {
    pthread_mutex_lock(&t->lock);
    struct bytes words = t->words;
    t->words = t->told;
    t->words.count = 0;
    pthread_mutex_unlock(&t->lock);
    t->told = words;
    *size = words.count;
    return words.at;
}

const uint8_t *sis_transfer_answer(const struct sis_transfer *t, size_t *size) {
    *size = t->answer.count;
    return t->answer.at;
}

const uint8_t *sis_transfer_lines(const struct sis_transfer *t, size_t *size) {
    *size = t->lines.count;
    return t->lines.at;
}

struct sis_multi *sis_multi_new(void) {
    struct sis_multi *multi = calloc(1, sizeof *multi);
    if (!multi) return NULL;
    multi->wake = -1;
    if (!(multi->handle = api.curl_multi_init())) {
        free(multi);
        return NULL;
    }
    return multi;
}

// Ends a mail. libcurl ends one that is taken away from it with a dot, as if it were whole, and waits for the answer: it must have failed before.
static void fail(CURLM *handle, struct sis_transfer *t) {
    int running = 0;
    t->cancelled = true;
    hang_up(t);
    api.curl_multi_perform(handle, &running);
}

// The one that has ended, if any.
static struct sis_transfer *ended(CURLM *handle) {
    int left;
    for (CURLMsg *message; (message = api.curl_multi_info_read(handle, &left));) {
        if (message->msg != CURLMSG_DONE) continue;
        char *context = NULL;
        api.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
        struct sis_transfer *t = (struct sis_transfer *)(void *)context;
        t->code = message->data.result;
        return t;
    }
    return NULL;
}

static void *carry(void *context) {
    struct sis_transfer *t = context;
    CURLMcode bad = api.curl_multi_add_handle(t->own, t->easy);
    for (int running = 1; bad == CURLM_OK && running;) {
        bad = api.curl_multi_perform(t->own, &running);
        // Without it the mail goes on, only slower: it may fail once.
        if (bad == CURLM_OK && running && api.curl_multi_poll(t->own, NULL, 0, 1000, NULL) != CURLM_OK) usleep(10000);
    }
    if (!ended(t->own)) {
        t->code = CURLE_OUT_OF_MEMORY;
        fail(t->own, t);
    }
    api.curl_multi_remove_handle(t->own, t->easy);
    t->done = true;
    uint64_t one = 1;
    // It can only be full of others that say the same.
    (void)!write(t->multi->wake, &one, sizeof one);
    return NULL;
}

// False: there can be no thread.
static bool add_mail(struct sis_multi *multi, struct sis_transfer *t) {
    if (multi->wake < 0) multi->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (multi->wake < 0 || !(t->own = api.curl_multi_init())) return false;
    CURLcode bad = CURLE_OK;
    // Only here: a connection of transfers that share them is closed when its first one may be gone.
    SET(CURLOPT_CLOSESOCKETFUNCTION, on_close);
    SET(CURLOPT_CLOSESOCKETDATA, t);
    t->multi = multi;
    t->threaded = true;
    if (bad != CURLE_OK || pthread_create(&t->thread, NULL, carry, t) != 0) {
        t->threaded = false;
        api.curl_easy_setopt(t->easy, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)NULL);
        return false;
    }
    t->next = multi->mails;
    multi->mails = t;
    return true;
}

// Waits for the end of its thread.
static void take_mail(struct sis_multi *multi, struct sis_transfer *t) {
    struct sis_transfer **place = &multi->mails;
    while (*place != t) place = &(*place)->next;
    *place = t->next;
    pthread_join(t->thread, NULL);
}

bool sis_multi_add(struct sis_multi *multi, struct sis_transfer *t) {
    // Without a thread it goes as well, though others may wait for it.
    if (t->receivers && add_mail(multi, t)) return true;
    return api.curl_multi_add_handle(multi->handle, t->easy) == CURLM_OK;
}

void sis_multi_remove(struct sis_multi *multi, struct sis_transfer *t) {
    if (t->threaded) {
        t->cancelled = true;
        hang_up(t);
        take_mail(multi, t);
    } else {
        if (t->receivers) fail(multi->handle, t);
        api.curl_multi_remove_handle(multi->handle, t->easy);
    }
}

void sis_multi_step(struct sis_multi *multi, int fd, int wait_ms) {
    int running = 0;
    api.curl_multi_perform(multi->handle, &running);
    struct curl_waitfd extra[2];
    unsigned count = 0;
    if (fd >= 0) extra[count++] = (struct curl_waitfd){.fd = fd, .events = CURL_WAIT_POLLIN};
    if (multi->mails) extra[count++] = (struct curl_waitfd){.fd = multi->wake, .events = CURL_WAIT_POLLIN};
    int ready = 0;
    api.curl_multi_poll(multi->handle, extra, count, wait_ms, &ready);
    uint64_t ended;
    if (multi->mails) (void)!read(multi->wake, &ended, sizeof ended);
    api.curl_multi_perform(multi->handle, &running);
}

struct sis_transfer *sis_multi_next_done(struct sis_multi *multi) {
    for (struct sis_transfer *t = multi->mails; t; t = t->next) {
        if (!t->done) continue;
        take_mail(multi, t);
        return t;
    }
    struct sis_transfer *t = ended(multi->handle);
    if (t) api.curl_multi_remove_handle(multi->handle, t->easy);
    return t;
}
