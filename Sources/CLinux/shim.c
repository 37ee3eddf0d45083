// The constants that CLinux.h promises, with the types in which salesd uses them.
#include "CLinux.h"

const int clinux_sock_stream = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
const int clinux_accept_flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
const uint32_t clinux_epoll_in = EPOLLIN;
const uint32_t clinux_epoll_out = EPOLLOUT;
const uint32_t clinux_epoll_hangup = EPOLLHUP;
const uint32_t clinux_epoll_half_closed = EPOLLRDHUP;
const uint32_t clinux_epoll_failed = EPOLLERR;
const uint32_t clinux_epoll_edge = EPOLLET;
const uint32_t clinux_epoll_exclusive = EPOLLEXCLUSIVE;
const int clinux_epoll_flags = EPOLL_CLOEXEC;
const int clinux_eventfd_flags = EFD_NONBLOCK | EFD_CLOEXEC;
