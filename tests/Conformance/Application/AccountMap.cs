using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

internal sealed class AccountMap : SagaClassMap<Account>;
