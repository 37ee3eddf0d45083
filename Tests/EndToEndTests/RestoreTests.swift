// What is archived comes back where the rules would let it in now.

import JSON
import Kernel
import TestSupport
import Testing

struct RestoreTests {
    private let world: World

    init() throws { world = try World() }

    private func archive(_ path: String) throws {
        #expect(try world.send("admin", "DELETE", path).status == 200, "\(path)")
    }

    @Test func `a record comes back only where what it belongs to lives`() throws {
        let customer = "/v1/customers/\(try world.customer(limit: nil))"
        let id = customer.split(separator: "/").last ?? ""
        let contact = "/v1/contacts/\(try world.created(world.post("admin", "/v1/contacts", "{\"customer_id\":\(id),\"name\":\"Li\"}")))"
        try archive(contact)
        try archive(customer)
        let refused = try world.post("admin", contact + "/restore")
        #expect(refused.status == 422)
        #expect(refused.faults == ["/customer_id: archived_reference"])
        #expect(try !world.get("admin", contact)["archived_at"].isNull)
        #expect(try world.post("admin", customer + "/restore").status == 200)
        #expect(try world.post("admin", contact + "/restore").status == 200)
    }

    @Test func `what its items refer to must live as well`() throws {
        let product = try world.product("CHAI")
        let body =
            "{\"name\":\"A\",\"level\":\"A\",\"currency\":\"CNY\",\"starts_on\":\"2026-11-24\",\"prices\":[{\"product_id\":\(product),\"unit_price\":\"9\"}]}"
        let list = "/v1/price-lists/\(try world.created(world.post("admin", "/v1/price-lists", body)))"
        try archive(list)
        try archive("/v1/products/\(product)")
        #expect(try world.post("admin", list + "/restore").faults == ["/prices/0/product_id: archived_reference"])
        #expect(try world.post("admin", "/v1/products/\(product)/restore").status == 200)
        #expect(try world.post("admin", list + "/restore").status == 200)
    }

    @Test func `a user does not come back under a superior who is gone`() throws {
        try world.hire("chief", [.salesManager])
        try world.hire("below", [.salesRep], under: "chief")
        let (chief, below) = ("/v1/users/\(world.person("chief").id)", "/v1/users/\(world.person("below").id)")
        try archive(below)
        try archive(chief)
        #expect(try world.post("admin", below + "/restore").faults == ["/manager_id: archived_reference"])
    }
}
