// Who works in the demo company: the nine of the files, and somebody of every other role.

import Kernel

/// Somebody who can sign in.
struct Person: Sendable {
    let id: Int64
    let username: String
    let displayName: String
    let roles: [Role]
    /// The department's code.
    let department: String
    let position: String
    let managerID: Int64?
    /// What the files tell of the nine.
    var employee: Employee?
}

/// Everybody, in the order of their ids.
struct Staff: Sendable {
    let people: [Person]
    /// Who was hired later, in the order of their ids, which follow that of the ERP's user.
    let newcomers: [Person]
    private let byName: [String: Int64]

    init(_ employees: [Employee]) {
        let sellers = employees.map(Staff.seller)
        let others = zip(Staff.others, (sellers.count + 1)...).map { $0.person(id: Int64($1), firstID: Int64(sellers.count + 1)) }
        people = sellers + others
        newcomers = Newcomer.all.enumerated().map { $1.person(id: Int64(sellers.count + others.count + 2 + $0), among: sellers) }
        byName = Dictionary((people + newcomers).map { ($0.username, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// The service user of the ERP's key is made after all people.
    var erpUserID: Int64 { Int64(people.count + 1) }

    /// 0 for nobody.
    func id(_ username: String) -> Int64 { byName[username] ?? 0 }

    func person(_ id: Int64) -> Person? { everybody.first { $0.id == id } }

    /// Also who was hired later.
    var everybody: [Person] { people + newcomers }

    /// Who sells, and manages nobody.
    var representatives: [Int64] { people.filter { $0.roles == [.salesRep] }.map(\.id) }

    /// How the server would know the person who signed in.
    func caller(_ person: Person) -> Caller {
        Caller(
            userID: person.id, roles: RoleSet(person.roles), below: below(person.id))
    }

    /// Who reviews for sales what this person has entered: the manager, or, where there is none, an executive.
    func reviewer(of id: Int64) -> Int64 {
        person(id)?.managerID ?? self.id("executive")
    }

    /// The other one of service, who asks whether the work was well done.
    func colleague(of id: Int64) -> Int64 { self.id(id == self.id("service1") ? "service2" : "service1") }

    private func below(_ id: Int64) -> [Int64] {
        let direct = everybody.filter { $0.managerID == id }.map(\.id)
        return direct + direct.flatMap(below)
    }

    private static func seller(_ employee: Employee) -> Person {
        let isManager = employee.title.contains("Manager") || employee.title.contains("President")
        return Person(
            id: employee.id, username: employee.firstName.lowercased(), displayName: "\(employee.firstName) \(employee.lastName)",
            roles: [isManager ? .salesManager : .salesRep], department: "sales", position: employee.title, managerID: employee.managerID,
            employee: employee)
    }

    /// Two of those who decide on each other's papers. The second of service reports to the first, so that somebody sets the rules there.
    private static let others = [
        Post("executive", "陈建国", .executive, "management", "总经理", under: nil),
        Post("finance1", "李静", .finance, "finance", "财务主管"),
        Post("finance2", "王磊", .finance, "finance", "信用会计"),
        Post("logistics1", "赵强", .logistics, "logistics", "物流主管"),
        Post("logistics2", "孙丽", .logistics, "logistics", "发货专员"),
        Post("service1", "周敏", .service, "service", "售后主管"),
        Post("service2", "吴涛", .service, "service", "售后专员", under: 5),
        Post("hr1", "郑洁", .hr, "hr", "人力资源主管"),
        Post("hr2", "冯刚", .hr, "hr", "招聘专员"),
        Post("marketing", "蒋雯", .marketing, "marketing", "市场专员"),
        Post("product", "沈岩", .product, "product", "产品经理"),
        Post("production", "韩雪松", .production, "production", "生产计划员"),
        Post("legal", "杨帆", .legal, "legal", "法务"),
        Post("auditor", "朱明", .auditor, "management", "内部审计"),
        Post("admin", "许可", .admin, "management", "系统管理员"),
    ]
}

/// A post outside sales.
private struct Post {
    let username: String
    let displayName: String
    let role: Role
    let department: String
    let position: String
    /// The superior's place among these posts.
    let superior: Int?

    init(_ username: String, _ displayName: String, _ role: Role, _ department: String, _ position: String, under superior: Int? = 0) {
        self.username = username
        self.displayName = displayName
        self.role = role
        self.department = department
        self.position = position
        self.superior = superior
    }

    func person(id: Int64, firstID: Int64) -> Person {
        Person(
            id: id, username: username, displayName: displayName, roles: [role], department: department, position: position,
            managerID: superior.map { firstID + Int64($0) })
    }
}
