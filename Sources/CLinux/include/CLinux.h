// The parts of Linux that Swift's Glibc module leaves out: epoll, eventfd, accept4, names of threads.
// It must not define _GNU_SOURCE (two layouts of fd_set would meet), so accept4 is declared here.
#ifndef CLINUX_H
#define CLINUX_H

#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
int pthread_setname_np(pthread_t thread, const char *name);

// As plain constants: Swift sees the headers' own as enum values of several types.
extern const int clinux_sock_stream;
extern const int clinux_accept_flags;
extern const uint32_t clinux_epoll_in;
extern const uint32_t clinux_epoll_out;
extern const uint32_t clinux_epoll_hangup;
extern const uint32_t clinux_epoll_half_closed;
extern const uint32_t clinux_epoll_failed;
extern const uint32_t clinux_epoll_edge;
extern const uint32_t clinux_epoll_exclusive;
extern const int clinux_epoll_flags;
extern const int clinux_eventfd_flags;

#endif
