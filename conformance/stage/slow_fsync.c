/* A disk that is slow to sync: fsync and fdatasync take LOGOPS_FSYNC_MS longer. The first one writes
   the file LOGOPS_FSYNC_MARK, so that whoever preloads this knows that it was met at all. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_and_mark(void) {
  const char *text = getenv("LOGOPS_FSYNC_MS");
  const char *mark = getenv("LOGOPS_FSYNC_MARK");
  long ms = text ? atol(text) : 0;
  struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
  if (mark) {
    int fd = open(mark, O_CREAT | O_WRONLY, 0666);
    if (fd >= 0) close(fd);
  }
  nanosleep(&pause, 0);
}

int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_and_mark();
  return real(fd);
}

int fdatasync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_and_mark();
  return real(fd);
}
