// Users: who may set which field, the last administrator, one's own account, the reporting line, and how fast changes take effect.

import JSON
import Kernel
import TestSupport
import Testing

struct UserTests {
    private let world: World

    init() throws { world = try World() }

    private func path(_ name: String) -> String { "/v1/users/\(world.person(name).id)" }

    @Test func `a user who is deactivated is refused at once, on every loop, and no old session comes back`() throws {
        let clients = try (0..<8).map { _ in try world.server.client() }
        let fields = [("Authorization", "Bearer \(world.person("rep").token)")]
        for client in clients { #expect(try client.send("GET", "/v1/products", fields: fields).status == 200) }
        #expect(try world.patch("admin", path("rep"), #"{"active":false}"#).status == 200)
        for client in clients { #expect(try client.send("GET", "/v1/products", fields: fields).status == 401) }
        #expect(try world.patch("admin", path("rep"), #"{"active":true}"#).status == 200)
        for client in clients { #expect(try client.send("GET", "/v1/products", fields: fields).status == 401) }
        let token = try world.server.session(of: world.person("rep").id)
        #expect(try clients[0].send("GET", "/v1/products", fields: [("Authorization", "Bearer \(token)")]).status == 200)
    }

    @Test func `a user who is archived has no session left when he or she is restored`() throws {
        #expect(try world.get("rep", "/v1/products").status == 200)
        #expect(try world.send("admin", "DELETE", path("rep")).status == 200)
        #expect(try world.get("rep", "/v1/products").status == 401)
        #expect(try world.post("admin", path("rep") + "/restore").status == 200)
        #expect(try world.get("rep", "/v1/products").status == 401)
    }

    @Test func `a change of roles takes effect with the next request, on every loop`() throws {
        let product = try world.product("CHAI")
        let clients = try (0..<8).map { _ in try world.server.client() }
        let fields = [("Authorization", "Bearer \(world.person("rep").token)")]
        func showCost() throws -> Set<Bool> {
            Set(try clients.map { try $0.send("GET", "/v1/products/\(product)", fields: fields).text.contains("standard_cost") })
        }
        #expect(try showCost() == [false])
        #expect(try world.patch("admin", path("rep"), #"{"roles":["product"]}"#).status == 200)
        #expect(try showCost() == [true])
        #expect(try world.patch("admin", path("rep"), #"{"roles":["sales_rep"]}"#).status == 200)
        #expect(try showCost() == [false])
        #expect(try world.post("rep", "/v1/products", #"{"sku":"x","name":"X","list_price":"1"}"#).status == 403)
    }

    @Test func `a change of the reporting line takes effect with the next request`() throws {
        let customer = try world.customer(owner: "stranger", limit: nil)
        #expect(try world.get("manager", "/v1/customers/\(customer)").status == 404)
        #expect(try world.patch("hr", path("stranger"), "{\"manager_id\":\(world.person("rep").id)}").status == 200)
        #expect(try world.get("manager", "/v1/customers/\(customer)").status == 200)
        #expect(try world.patch("hr", path("stranger"), #"{"manager_id":null}"#).status == 200)
        #expect(try world.get("manager", "/v1/customers/\(customer)").status == 404)
        // Nobody chooses who judges him or her.
        let own = try world.patch("hr", path("hr"), "{\"manager_id\":\(world.person("rep").id)}")
        #expect(own.faults == ["/manager_id: own_manager"])
        #expect(try world.patch("admin", path("admin"), "{\"manager_id\":\(world.person("executive").id)}").status == 200)
    }

    @Test(arguments: [
        #"{"roles":["admin"]}"#, #"{"active":false}"#, #"{"username":"other"}"#,
    ])
    func `hr keeps people's posts, but neither roles nor access nor names to sign in with`(_ body: String) throws {
        let name = body.split(separator: "\"")[1]
        #expect(try world.patch("hr", path("rep"), body).faults == ["/\(name): not_your_field"])
        #expect(try world.patch("hr", path("hr"), body).status == 422)
    }

    @Test func `hr changes the rest, and creates and archives nobody`() throws {
        let body =
            #"{"position":"Senior","display_name":"R","employee_number":"E1","department_id":1,"hired_on":"2020-01-01","locale":"en"}"#
        #expect(try world.patch("hr", path("rep"), body).status == 200)
        #expect(try world.post("hr", "/v1/users", #"{"username":"u","display_name":"U","roles":["hr"]}"#).status == 403)
        #expect(try world.send("hr", "DELETE", path("legal")).status == 403)
    }

    @Test func `nobody but administrators and hr changes a user, not even himself or herself`() throws {
        for name in ["rep", "manager", "executive", "auditor", "key", "finance"] {
            #expect(try world.patch(name, path("rep"), #"{"roles":["admin"]}"#).status == 403, "\(name)")
            #expect(try world.patch(name, path("rep"), #"{"position":"Boss"}"#).status == 403, "\(name)")
        }
    }

    @Test func `nobody deactivates, archives or changes the roles of himself or herself`() throws {
        for body in [#"{"active":false}"#, #"{"roles":["sales_rep"]}"#, #"{"roles":["admin","executive"]}"#] {
            let reply = try world.patch("admin", path("admin"), body)
            #expect(reply.status == 403, "\(body)")
            #expect(reply.code == "own_account")
        }
        #expect(try world.send("admin", "DELETE", path("admin")).code == "own_account")
        #expect(try world.patch("admin", path("admin"), #"{"display_name":"A"}"#).status == 200)
    }

    @Test func `the last person who is an administrator stays one, whatever service users there are`() throws {
        #expect(try world.post("admin", "/v1/api-keys", #"{"name":"root","roles":["admin"]}"#).status == 201)
        // Only the operator of the machine could: an administrator is in nobody's way but his or her own.
        let client = try world.server.operatorClient()
        func send(_ method: String, _ body: String?) throws -> Reply {
            Reply(try client.send(method, path("admin"), fields: [("Content-Type", "application/json")], body: body))
        }
        for body in [#"{"active":false}"#, #"{"roles":["sales_rep"]}"#] {
            let reply = try send("PATCH", body)
            #expect(reply.status == 409, "\(body)")
            #expect(reply.code == "last_administrator")
        }
        #expect(try send("DELETE", nil).status == 409)
        try world.hire("second", [.admin])
        #expect(try send("PATCH", #"{"active":false}"#).status == 200)
        #expect(try world.get("admin", "/v1/users").status == 401)
        #expect(try world.get("second", "/v1/users").status == 200)
    }

    @Test func `the reporting line never goes in a circle`() throws {
        let manager = "{\"manager_id\":\(world.person("rep").id)}"
        for name in ["rep", "manager", "executive"] {
            #expect(try world.patch("admin", path(name), manager).faults == ["/manager_id: reporting_circle"], "\(name)")
        }
        #expect(try world.patch("admin", path("rep2"), manager).status == 200)
        #expect(try world.patch("admin", path("stranger"), #"{"manager_id":999}"#).faults == ["/manager_id: unknown_reference"])
    }

    @Test func `a circle over somebody who was deactivated is found as well`() throws {
        #expect(try world.patch("admin", path("manager"), #"{"active":false}"#).status == 200)
        let reply = try world.patch("admin", path("executive"), "{\"manager_id\":\(world.person("rep").id)}")
        #expect(reply.faults == ["/manager_id: reporting_circle"])
    }

    @Test func `two users do not share a name, whatever its case`() throws {
        let reply = try world.post("admin", "/v1/users", #"{"username":"REP","display_name":"R","roles":["hr"]}"#)
        #expect(reply.status == 409)
        #expect(reply.code == "duplicate")
        #expect(try world.patch("admin", path("rep2"), #"{"username":"Rep"}"#).status == 409)
        #expect(
            try world.post("admin", "/v1/users", #"{"username":"a b","display_name":"R","roles":["hr"]}"#).faults == [
                "/username: bad_format"
            ])
    }

    @Test func `ten departments are there from the start`() throws {
        let codes = try world.get("rep", "/v1/departments?sort=id").array("items").compactMap { $0.object?["code"]?.string }
        #expect(
            codes == [
                "sales", "marketing", "product", "finance", "logistics", "production", "service", "hr", "legal", "management",
            ])
    }
}
