// What the server adds to the types of its framework, which its contract needs.
import '@jianwei/services/http/authentication.ts'
import '@jianwei/services/http/authorisation.ts'
import '@jianwei/services/http/client-gone.ts'
