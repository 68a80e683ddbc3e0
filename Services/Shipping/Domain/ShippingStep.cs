using EventDriven.ServiceDefaults.RemoteSteps;

namespace EventDriven.Shipping.Domain;

/// <summary>One step of an order's shipment: the guard against asking the carrier for it twice.</summary>
public sealed class ShippingStep : RemoteStep;
