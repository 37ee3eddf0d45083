// Who was hired during the two years, for which plan, and how well each did in the training.

import Kernel

/// Somebody who came later than the others.
struct Newcomer: Sendable {
    let username: String
    let displayName: String
    let position: String
    let manager: String

    /// In the order in which they were hired.
    static let all = [
        Newcomer("grace", "Grace Lin 林悦", "Sales Trainee", under: "andrew"),
        Newcomer("kevin", "Kevin Zhou 周凯文", "Sales Trainee", under: "steven"),
        Newcomer("vivian", "Vivian Shen 沈薇", "Sales Trainee", under: "andrew"),
        Newcomer("jason", "Jason Xu 徐杰", "Sales Trainee", under: "steven"),
        Newcomer("emily", "Emily Guo 郭敏", "Inside Sales Trainee", under: "steven"),
    ]

    private init(_ username: String, _ displayName: String, _ position: String, under manager: String) {
        self.username = username
        self.displayName = displayName
        self.position = position
        self.manager = manager
    }

    func person(id: Int64, among sellers: [Person]) -> Person {
        Person(
            id: id, username: username, displayName: displayName, roles: [.salesRep], department: "sales", position: position,
            managerID: sellers.first { $0.username == manager }?.id)
    }
}
