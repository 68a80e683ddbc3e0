using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

internal sealed class ParcelMap : SagaClassMap<Parcel>;
