using EventDriven.Contracts.Payments;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_the_payments_are_audited(Servers servers) : PaymentsTest(servers)
{
    [Fact]
    public async Task An_authorisation_is_open_until_it_is_captured()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBe([(OrderId.ToString(), 59.80m)]);
        (await AuditAsync(PaymentsAudit.CapturedPerOrder)).ShouldBeEmpty();

        await Payments.AskAsync<PaymentCaptured>(Capture());
        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBeEmpty();
        (await AuditAsync(PaymentsAudit.CapturedPerOrder)).ShouldBe([(OrderId.ToString(), 59.80m)]);
    }

    [Fact]
    public async Task What_is_voided_or_refunded_leaves_nothing()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        await Payments.AskAsync<PaymentVoided>(Void());
        var other = Guid.NewGuid();
        await Payments.AskAsync<PaymentAuthorised>(Authorise() with { OrderId = other });
        await Payments.AskAsync<PaymentCaptured>(Capture() with { OrderId = other });
        await Payments.AskAsync<PaymentRefunded>(new RefundPayment { OrderId = other });

        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBeEmpty();
        (await AuditAsync(PaymentsAudit.CapturedPerOrder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_that_was_captured_leaves_the_rest_open_until_it_is_voided()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        await Payments.AskAsync<PaymentCaptured>(Capture() with { Amount = Price with { Amount = 9.80m } });
        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBe([(OrderId.ToString(), 50.00m)]);

        await Payments.AskAsync<PaymentVoided>(Void());

        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBeEmpty();
        (await AuditAsync(PaymentsAudit.CapturedPerOrder)).ShouldBe([(OrderId.ToString(), 9.80m)]);
    }
}
