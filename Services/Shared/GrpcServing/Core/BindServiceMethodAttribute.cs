namespace Grpc.Core;

/// <summary>
/// Names the generated method that tells the methods of a service; on the generated base class of the service.
/// </summary>
/// <param name="bindType">The type that has the method.</param>
/// <param name="bindMethodName">The method: static, taking a <see cref="ServiceBinderBase"/> and the service.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type that has the method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The method's name.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
