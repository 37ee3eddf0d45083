// The policy from P2.5.3 to P2.6.3 and P4.2.5, walked by fourteen people and a key from the confirmed order to the closed ticket; at each
// step somebody clever tries the ways round it.

import TestSupport
import Testing

struct ExecutionWalkTests {
    @Test func `from the confirmed order to the closed ticket, and no way round`() throws {
        let walk = try Walk()
        try walk.nothingBeforeConfirmation()
        try walk.goodsPlanned()
        try walk.goodsMade()
        try walk.lessIsNotAgreedUpon()
        try walk.goodsPacked()
        try walk.heldGoodsStay()
        try walk.goodsDelivered()
        try walk.orderInvoiced()
        try walk.invoiceStays()
        try walk.booksClosed()
        try walk.moneyReceived()
        try walk.heldWithoutMoney()
        try walk.debtDunned()
        try walk.promiseBroken()
        try walk.debtPaid()
        try walk.ticketEntered()
        try walk.goodsReturned()
        try walk.returnCredited()
        try walk.goodsExchanged()
        try walk.ticketResolved()
        try walk.ticketClosed()
        try walk.everythingIsToldOf()
    }
}
