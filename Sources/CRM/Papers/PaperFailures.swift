// The refusals that proposals, contracts and orders share.

package import Kernel

extension FailureCode {
    package static let productInactive = FailureCode("product_inactive", 422, "The product {sku} is no longer sold.", "产品 {sku} 已停售。")
    package static let freightWithProduct = FailureCode("freight_with_product", 422, "A freight line has no product.", "运费行不能指定产品。")
    package static let freightQuantity = FailureCode("freight_quantity", 422, "The quantity of a freight line is 1.", "运费行的数量只能为 1。")

    static let paperCodes: [FailureCode] = [productInactive, freightWithProduct, freightQuantity]
}
