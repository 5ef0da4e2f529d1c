// libcurl, opened when it is needed: its headers serve the compiler, the library is found at run time. What Swift cannot call (functions with a variable
// number of arguments) and the callbacks are here; what is sent where is decided in Swift.
#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library; safe to call again. False: it cannot be had, and `sis_curl_why` says why.
bool sis_curl_open(void);
const char *sis_curl_why(void);
/// What it says of itself; NULL: it cannot be had.
const char *sis_curl_version(void);

/// One request and what came of it.
struct sis_transfer;

struct sis_transfer_spec {
    const char *url;
    /// The names of the protocols that may be spoken, separated by commas.
    const char *protocols;
    /// Lines `Name: value`; NULL at the end.
    const char *const *headers;
    const uint8_t *body;
    size_t body_size;
    int64_t connect_ms, total_ms;
    /// Empty: none.
    const char *proxy;
    /// NULL: the system's own certificates.
    const char *ca_file, *ca_directory;
    /// What is shown to the server (PEM); NULL: nothing.
    const char *certificate, *private_key;
    /// Keeps what libcurl says of its doing, for `sis_transfer_words`.
    bool verbose;

    /// Mail: the envelope. NULL: this is HTTP.
    const char *mail_from;
    const char *const *mail_to;
    bool requires_tls;
    const char *user, *password;
};

/// Copies all that it is given. NULL: out of memory or not supported.
struct sis_transfer *sis_transfer_new(const struct sis_transfer_spec *spec);
void sis_transfer_free(struct sis_transfer *transfer);

/// To be asked when the transfer is done.
int sis_transfer_code(const struct sis_transfer *transfer);
const char *sis_transfer_error(const struct sis_transfer *transfer);
long sis_transfer_status(const struct sis_transfer *transfer);
/// Whether the whole request has left, so that the receiver may have acted on it; of mails: and the server has not said yet what became of it.
bool sis_transfer_was_sent(const struct sis_transfer *transfer);
/// Seconds of a `Retry-After`, 0: none.
int64_t sis_transfer_retry_after(const struct sis_transfer *transfer);
/// The answer, at most 64 KiB, and the lines of headers (HTTP) or replies (SMTP), at most 32 KiB.
const uint8_t *sis_transfer_answer(const struct sis_transfer *transfer, size_t *size);
const uint8_t *sis_transfer_lines(const struct sis_transfer *transfer, size_t *size);

/// How far it is, to be asked while it runs. The greeting begins with the connection and ends with a mail server's first line, else when the request begins.
enum sis_phase { SIS_LOOKUP, SIS_CONNECTION, SIS_GREETING, SIS_ANSWER, SIS_FINAL_ANSWER };
enum sis_phase sis_transfer_phase(struct sis_transfer *transfer);
/// Grows with each line of a mail server, and with each piece of the mail that is on its way.
size_t sis_transfer_heard(const struct sis_transfer *transfer);
/// What libcurl said of its doing since this was asked last; valid until it is asked again or goes on.
const uint8_t *sis_transfer_words(struct sis_transfer *transfer, size_t *size);

/// Transfers that run beside each other. To be used by one thread alone; mails have threads of their own behind it.
struct sis_multi;

struct sis_multi *sis_multi_new(void);
bool sis_multi_add(struct sis_multi *multi, struct sis_transfer *transfer);
/// Takes a transfer out before its end, which it comes to: nothing of it goes on then.
void sis_multi_remove(struct sis_multi *multi, struct sis_transfer *transfer);
/// Goes on; waits until something happens, until `fd` (-1: none) can be read, or for this time.
void sis_multi_step(struct sis_multi *multi, int fd, int wait_ms);
/// A transfer that has ended since, with its code set and taken out; NULL: none.
struct sis_transfer *sis_multi_next_done(struct sis_multi *multi);

#endif
