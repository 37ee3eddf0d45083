// Numbers made to break a parser are refused, and the server lives on.

import TestSupport
import Testing

struct HostileNumberTests {
    @Test(arguments: ["1e-9223372036854775808", "1e9223372036854775807", "1e40", "-1e-41", "1e", "1e+", "0e0e0"])
    func `an exponent beyond all sense is refused in a query and in a body`(number: String) throws {
        let world = try World()
        #expect(try world.get("admin", "/v1/orders?gross.gte=\(number)").status == 400)
        let body = "{\"sku\":\"X\",\"name\":\"X\",\"unit\":\"box\",\"list_price\":\"\(number)\"}"
        #expect(try world.post("admin", "/v1/products", body).status == 422)
        #expect(try world.get(nil, "/healthz").status == 200)
    }
}
