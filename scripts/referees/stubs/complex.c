#include <complex.h>
#include <math.h>
typedef struct{float a,b;} F; typedef struct{double a,b;} D;
static float _Complex tf(F x){ float _Complex z; __real__ z=x.a; __imag__ z=x.b; return z;} static F ff(float _Complex z){F x={__real__ z,__imag__ z};return x;}
static double _Complex td(D x){ double _Complex z; __real__ z=x.a; __imag__ z=x.b; return z;} static D fd(double _Complex z){D x={__real__ z,__imag__ z};return x;}
double q_cabs(D x){ return (double)hypot(x.a,x.b); }
float q_cabsf(F x){ return (float)hypot(x.a,x.b); }
double q_carg(D x){ return (double)atan2(x.b,x.a); }
float q_cargf(F x){ return (float)atan2(x.b,x.a); }
D q_catan(D x){return fd(catan(td(x)));}
D q_ccos(D x){return fd(ccos(td(x)));}
F q_ccosf(F x){return ff(ccosf(tf(x)));}
D q_ccosh(D x){return fd(ccosh(td(x)));}
F q_ccoshf(F x){return ff(ccoshf(tf(x)));}
D q_cexp(D x){return fd(cexp(td(x)));}
F q_cexpf(F x){return ff(cexpf(tf(x)));}
double q_cimag(D x){return x.b;}
float q_cimagf(F x){return x.b;}
D q_clog(D x){return fd(clog(td(x)));}
F q_clogf(F x){return ff(clogf(tf(x)));}
D q_cpow(D x,D y){return fd(cpow(td(x),td(y)));}
F q_cpowf(F x,F y){return ff(cpowf(tf(x),tf(y)));}
double q_creal(D x){return x.a;}
float q_crealf(F x){return x.a;}
D q_csin(D x){return fd(csin(td(x)));}
F q_csinf(F x){return ff(csinf(tf(x)));}
D q_csinh(D x){return fd(csinh(td(x)));}
F q_csinhf(F x){return ff(csinhf(tf(x)));}
D q_csqrt(D x){return fd(csqrt(td(x)));}
F q_csqrtf(F x){return ff(csqrtf(tf(x)));}
D q_ctan(D x){return fd(ctan(td(x)));}
F q_ctanf(F x){return ff(ctanf(tf(x)));}
D q_ctanh(D x){return fd(ctanh(td(x)));}
F q_ctanhf(F x){return ff(ctanhf(tf(x)));}
