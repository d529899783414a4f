/* Loaded in front of the C library (LD_PRELOAD) by the fault tests. It numbers every call by which a process changes what
 * a disk holds below one folder, and standard output, and at one number does what a disk or a battery may do. Nothing of
 * it is part of the product.
 *
 * FAULT_UNDER  the folder            FAULT_LOG    append all calls with their bytes to this file
 * FAULT_COUNT  write the number of calls to this file when the process ends
 * FAULT_KIND   kill | errno | short | torn      FAULT_AT  at which call, from 1
 * FAULT_ERRNO  for errno             FAULT_FOREVER  also at all calls after that one
 * torn: half of the write is done, then there is no space any more. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, KILL, ERRNO, SHORT, TORN };
static char under[4096], count_path[4096];
static size_t under_len;
static int kind = NONE, error_number, forever, log_fd = -1;
static long at, number;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAULT_UNDER");
  if (!text) return;
  snprintf(under, sizeof under, "%s", text);
  under_len = strlen(under);
  if ((text = getenv("FAULT_COUNT"))) snprintf(count_path, sizeof count_path, "%s", text);
  if ((text = getenv("FAULT_LOG"))) log_fd = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if ((text = getenv("FAULT_AT"))) at = atol(text);
  if ((text = getenv("FAULT_ERRNO"))) error_number = atoi(text);
  forever = getenv("FAULT_FOREVER") != NULL;
  if ((text = getenv("FAULT_KIND")))
    kind = !strcmp(text, "kill") ? KILL : !strcmp(text, "errno") ? ERRNO : !strcmp(text, "short") ? SHORT : TORN;
}

__attribute__((destructor)) static void finish(void) {
  if (!count_path[0]) return;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld", number);
  int fd = syscall(SYS_openat, AT_FDCWD, count_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  syscall(SYS_write, fd, text, length);
  syscall(SYS_close, fd);
}

static int below(const char *path) {
  return under_len && !strncmp(path, under, under_len) && (path[under_len] == '/' || !path[under_len]);
}

static int path_of(int fd, char *out, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, out, size - 1);
  if (length <= 0) return 0;
  out[length] = 0;
  return 1;
}

static int place(int dir, const char *path, char *out, size_t size) {
  if (path[0] == '/' || dir == AT_FDCWD) {
    snprintf(out, size, "%s", path);
  } else {
    char folder[4096];
    if (!path_of(dir, folder, sizeof folder)) return 0;
    if ((size_t)snprintf(out, size, "%s/%s", folder, path) >= size) return 0;
  }
  return below(out);
}

static int ours(int fd) {
  char path[4096];
  struct stat st;
  if (!under_len || fd < 0) return 0;
  return path_of(fd, path, sizeof path) && below(path) && !fstat(fd, &st) && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* One record: letter, inode, offset, length, then bytes. */
static void note(char what, uint64_t inode, uint64_t offset, const void *bytes, uint32_t length) {
  if (log_fd < 0) return;
  struct { uint64_t what, inode, offset, length; } head = { (uint64_t)what, inode, offset, length };
  struct iovec parts[2] = { { &head, sizeof head }, { (void *)bytes, length } };
  syscall(SYS_writev, log_fd, parts, 2);
}

static void note_names(char what, uint64_t inode, const char *from, const char *to) {
  char both[8200];
  int length = snprintf(both, sizeof both, "%s%c%s", from + under_len, 0, to ? to + under_len : "");
  note(what, inode, 0, both, length);
}

/* A server answers: what it answered for has to be on the disk by now. */
static void note_answer(int fd) {
  struct stat st;
  if (log_fd < 0 || fstat(fd, &st) || !S_ISSOCK(st.st_mode)) return;
  pthread_mutex_lock(&one);
  note('A', 0, 0, "", 0);
  pthread_mutex_unlock(&one);
}

enum { WRITES = 1, MAKES = 2, OTHER = 4, SAYS = 8 };
static const int HALF = -1;

/* Numbers a call; 0: go on, HALF: do half of it, else the errno. Called with the lock held. */
static int fate(int what) {
  number++;
  int hit = at && (number == at || (forever && number > at));
  if (kind == TORN && at && number > at && (what & (WRITES | MAKES))) return ENOSPC;
  if (!hit) return 0;
  if (kind == KILL) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (what & SAYS) return 0;
  if (kind == ERRNO) return (error_number != EIO && (what & OTHER)) ? 0 : error_number;
  if (what & WRITES) return HALF;
  return kind == TORN && (what & MAKES) ? ENOSPC : 0;
}

static long fail(int error) { pthread_mutex_unlock(&one); errno = error; return -1; }
static long done(long result) { int kept = errno; pthread_mutex_unlock(&one); errno = kept; return result; }

static uint64_t inode_of(int fd) { struct stat st; return fstat(fd, &st) ? 0 : st.st_ino; }
static uint64_t inode_at(const char *path) { struct stat st; return lstat(path, &st) ? 0 : st.st_ino; }

static ssize_t put(int fd, const void *bytes, size_t length, off64_t offset, int positioned) {
  pthread_mutex_lock(&one);
  int what = fd == 1 ? SAYS : WRITES, fated = fate(what);
  if (fated > 0) return fail(fated);
  if (fated == HALF && length > 1) length /= 2;
  if (!positioned && fd != 1) {
    struct stat st;
    int flags = syscall(SYS_fcntl, fd, F_GETFL);
    offset = (flags & O_APPEND) && !fstat(fd, &st) ? st.st_size : syscall(SYS_lseek, fd, 0, SEEK_CUR);
  }
  long result = positioned ? syscall(SYS_pwrite64, fd, bytes, length, offset) : syscall(SYS_write, fd, bytes, length);
  if (result > 0) note(fd == 1 ? 'A' : 'W', inode_of(fd), offset, bytes, result);
  return done(result);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (!under_len || (fd != 1 && !ours(fd))) {
    note_answer(fd);
    return syscall(SYS_write, fd, bytes, length);
  }
  return put(fd, bytes, length, 0, 0);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  if (!ours(fd)) return syscall(SYS_pwrite64, fd, bytes, length, offset);
  return put(fd, bytes, length, offset, 1);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (!under_len || (fd != 1 && !ours(fd))) {
    note_answer(fd);
    return syscall(SYS_writev, fd, parts, count);
  }
  /* A writev may write less than all: the first part that has bytes. */
  for (int i = 0; i < count; i++)
    if (parts[i].iov_len) return write(fd, parts[i].iov_base, parts[i].iov_len);
  return 0;
}
ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
  note_answer(fd);
  return syscall(SYS_sendto, fd, bytes, length, flags, to, size);
}
ssize_t send(int fd, const void *bytes, size_t length, int flags) { return sendto(fd, bytes, length, flags, NULL, 0); }
/* Callers fall back to read and write. */
ssize_t copy_file_range(int a, off64_t *b, int c, off64_t *d, size_t e, unsigned f) {
  if (!ours(c)) return syscall(SYS_copy_file_range, a, b, c, d, e, f);
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) {
  if (!ours(out)) return syscall(SYS_sendfile, out, in, offset, count);
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile(int out, int in, off_t *offset, size_t count) { return sendfile64(out, in, offset, count); }
int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  return ours(fd) ? EOPNOTSUPP : syscall(SYS_fallocate, fd, 0, offset, length) ? errno : 0;
}
int posix_fallocate(int fd, off_t offset, off_t length) { return posix_fallocate64(fd, offset, length); }

static int open_it(int dir, const char *path, int flags, mode_t mode) {
  char full[4096];
  int changes = flags & (O_CREAT | O_TRUNC);
  if (!changes || !place(dir, path, full, sizeof full)) return syscall(SYS_openat, dir, path, flags, mode);
  pthread_mutex_lock(&one);
  uint64_t before = inode_at(full);
  if (before && !(flags & O_TRUNC)) return done(syscall(SYS_openat, dir, path, flags, mode));
  int fated = fate(before ? OTHER : MAKES);
  if (fated > 0) return fail(fated);
  int fd = syscall(SYS_openat, dir, path, flags, mode);
  if (fd >= 0 && !before) note_names('C', inode_of(fd), full, NULL);
  if (fd >= 0 && before) note('T', inode_of(fd), 0, NULL, 0);
  return done(fd);
}
static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, unsigned) : 0; }
#define OPEN(name, params, dir) \
  int name params { va_list rest; va_start(rest, flags); mode_t mode = mode_of(flags, rest); va_end(rest); return open_it(dir, path, flags, mode); }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int dir, const char *path, int flags, ...), dir)
OPEN(openat64, (int dir, const char *path, int flags, ...), dir)

int ftruncate64(int fd, off64_t length) {
  if (!ours(fd)) return syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&one);
  int fated = fate(OTHER);
  if (fated > 0) return fail(fated);
  long result = syscall(SYS_ftruncate, fd, length);
  if (!result) note('T', inode_of(fd), length, NULL, 0);
  return done(result);
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int sync_it(int fd, int call) {
  if (!ours(fd)) return syscall(call, fd);
  char path[4096];
  pthread_mutex_lock(&one);
  int fated = fate(OTHER);
  if (fated > 0) return fail(fated);
  long result = syscall(call, fd);
  if (!result && path_of(fd, path, sizeof path)) note_names('S', inode_of(fd), path, NULL);
  return done(result);
}
int fsync(int fd) { return sync_it(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_it(fd, SYS_fdatasync); }

/* A call that gives a file another name, noted under `letter`. */
static int name_anew(char letter, long call, int a, const char *from, int b, const char *to, unsigned flags) {
  char one_path[4096], other[4096];
  if (!place(a, from, one_path, sizeof one_path) || !place(b, to, other, sizeof other))
    return syscall(call, a, from, b, to, flags);
  pthread_mutex_lock(&one);
  int fated = fate(MAKES);
  if (fated > 0) return fail(fated);
  long result = syscall(call, a, from, b, to, flags);
  if (!result) note_names(letter, inode_at(other), one_path, other);
  return done(result);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  return name_anew('R', SYS_renameat2, a, from, b, to, flags);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renameat2(a, from, b, to, 0); }

int linkat(int a, const char *from, int b, const char *to, int flags) {
  return name_anew('L', SYS_linkat, a, from, b, to, (unsigned)flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int dir, const char *path, int flags) {
  char full[4096];
  if (!place(dir, path, full, sizeof full)) return syscall(SYS_unlinkat, dir, path, flags);
  pthread_mutex_lock(&one);
  uint64_t inode = inode_at(full);
  int fated = inode ? fate(OTHER) : 0;
  if (fated > 0) return fail(fated);
  long result = syscall(SYS_unlinkat, dir, path, flags);
  if (!result) note_names('U', inode, full, NULL);
  return done(result);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int dir, const char *path, mode_t mode) {
  char full[4096];
  if (!place(dir, path, full, sizeof full)) return syscall(SYS_mkdirat, dir, path, mode);
  pthread_mutex_lock(&one);
  int fated = inode_at(full) ? 0 : fate(MAKES);
  if (fated > 0) return fail(fated);
  long result = syscall(SYS_mkdirat, dir, path, mode);
  if (!result) note_names('M', inode_at(full), full, NULL);
  return done(result);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
