namespace EventDriven.Operations.Domain;

/// <summary>A key that the cookies of who has signed in are protected with, shared by all replicas.</summary>
public sealed class SignInKey
{
    /// <summary>The key's row.</summary>
    public required Guid Id { get; init; }

    /// <summary>The key, as ASP.NET Core's data protection writes it.</summary>
    public required string Xml { get; init; }
}
