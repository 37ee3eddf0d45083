// How many requests a caller may make: a bucket for each, filled again as time passes.

import HTTP
import Synchronization

/// What a caller has left after a request.
struct Allowance: Sendable {
    /// Requests a minute, which is also the most at once.
    let quota: Int64
    /// Whole requests left.
    let remaining: Int64
    /// Until the next request where none is left, else until all are there again. Seconds, rounded up.
    let seconds: Int64
    /// Whether the request is refused.
    let isExceeded: Bool

    /// RateLimit and RateLimit-Policy as structured fields (IETF draft-ietf-httpapi-ratelimit-headers-10).
    func mark(_ fields: inout ResponseFields) {
        fields.append("RateLimit-Policy", "\"default\";q=\(quota);w=60")
        fields.append("RateLimit", "\"default\";r=\(remaining);t=\(seconds)")
    }

    /// Throws `too_many_requests` where nothing was left.
    func require() throws {
        guard isExceeded else { return }
        throw Failure.later(.tooManyRequests, after: seconds, ["seconds": "\(seconds)"])
    }
}

/// The buckets of all callers of one service: exact, whichever loop answers.
final class RateLimiter: Sendable {
    /// One who makes requests.
    enum Subject: Hashable, Sendable {
        case user(Int64)
        case key(Int64)
        case address(String)
    }

    private struct Bucket {
        /// What is left, in parts of which a request costs `cost`: as many come each millisecond as the quota has requests.
        var level: Int64
        var at: Instant
    }

    private static let windowMilliseconds: Int64 = 60_000
    private static let cost = windowMilliseconds
    /// Callers that are kept; among more, those whose buckets are full are forgotten, and then all.
    private static let capacity = 100_000

    private let quota: Int64
    private let buckets = Mutex<[Subject: Bucket]>([:])

    /// - Parameter quota: requests a minute, at most a million
    init(quota: Int64) {
        self.quota = quota
    }

    /// Takes a request from the caller's bucket, where one is left.
    func take(_ subject: Subject, at now: Instant) -> Allowance {
        buckets.withLock { buckets in
            var bucket = buckets[subject].map { filled($0, at: now) } ?? Bucket(level: full, at: now)
            let isExceeded = bucket.level < RateLimiter.cost
            if !isExceeded { bucket.level -= RateLimiter.cost }
            if buckets.count >= RateLimiter.capacity, buckets[subject] == nil { makeRoom(in: &buckets, at: now) }
            buckets[subject] = bucket
            return allowance(bucket.level, isExceeded)
        }
    }

    private var full: Int64 { quota * RateLimiter.cost }

    /// A clock that was set back gives nothing and takes nothing.
    private func filled(_ bucket: Bucket, at now: Instant) -> Bucket {
        let elapsed = min(max(0, now.milliseconds &- bucket.at.milliseconds), RateLimiter.windowMilliseconds)
        return Bucket(level: min(full, bucket.level + elapsed * quota), at: now)
    }

    private func allowance(_ level: Int64, _ isExceeded: Bool) -> Allowance {
        let remaining = level / RateLimiter.cost
        let missing = (isExceeded ? RateLimiter.cost : full) - level
        let perSecond = quota * 1000
        return Allowance(quota: quota, remaining: remaining, seconds: (missing + perSecond - 1) / perSecond, isExceeded: isExceeded)
    }

    private func makeRoom(in buckets: inout [Subject: Bucket], at now: Instant) {
        buckets = buckets.filter { filled($0.value, at: now).level < full }
        if buckets.count > RateLimiter.capacity / 2 { buckets.removeAll(keepingCapacity: true) }
    }
}

extension RateLimiter.Subject {
    /// Who calls, or the address where nobody has signed in. Of an IPv6 address the first 64 bits count, because a peer has all of
    /// the others to choose from.
    init(_ caller: Caller?, _ http: HTTPRequest) {
        if let key = caller?.keyID {
            self = .key(key)
        } else if let user = caller?.userID {
            self = .user(user)
        } else {
            self = .address(AddressGroup.key(of: http.remoteAddress) ?? "")
        }
    }
}
