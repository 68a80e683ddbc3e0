namespace EventDriven.Conformance.Tests.Application;

public interface IUrgentNotice : INotice
{
    string Why { get; }
}
