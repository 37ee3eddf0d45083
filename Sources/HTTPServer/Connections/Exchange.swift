// The way back: from a request that is answered later to the connection that waits.

package import HTTP

/// One request's place in the order of its connection's answers.
package struct Exchange: Sendable {
    let mailbox: Mailbox
    let connection: UInt64
    let sequence: UInt64

    /// Answers, from any thread; the first answer counts, and none does harm when the connection is gone.
    package func respond(_ response: HTTPResponse) {
        mailbox.post([Letter(connection: connection, content: .answer(response, sequence: sequence))])
    }

    /// Wakes the loop of the connection, from any thread.
    package var wakeLoop: @Sendable () -> Void { { [mailbox] in mailbox.wake() } }

    /// Answers many at once; each loop is woken once.
    package static func respond(_ answers: [(Exchange, HTTPResponse)]) {
        var groups: [(mailbox: Mailbox, letters: [Letter])] = []
        for (exchange, response) in answers {
            let letter = Letter(connection: exchange.connection, content: .answer(response, sequence: exchange.sequence))
            if let index = groups.firstIndex(where: { $0.mailbox === exchange.mailbox }) {
                groups[index].letters.append(letter)
            } else {
                groups.append((exchange.mailbox, [letter]))
            }
        }
        for group in groups { group.mailbox.post(group.letters) }
    }
}
