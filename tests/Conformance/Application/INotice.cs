namespace EventDriven.Conformance.Tests.Application;

/// <summary>A message that is an interface, published through one that says more.</summary>
public interface INotice
{
    Guid Id { get; }
}
